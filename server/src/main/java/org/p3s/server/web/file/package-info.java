/** The pages of files and why each was or was not processed. */
package org.p3s.server.web.file;
