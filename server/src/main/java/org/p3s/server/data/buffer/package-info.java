/** Who may read the online buffer of data taking, and how fast. */
package org.p3s.server.data.buffer;
