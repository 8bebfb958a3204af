/** The folders that keep the outputs of workflows. */
package org.p3s.server.data.storage;
