/** Workflows: made from templates or lone jobs, released parent by parent, settled once. */
package org.p3s.server.workflow;
