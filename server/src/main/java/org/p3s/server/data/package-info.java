/**
 * Files of the DAQ: announced, matched with triggers, followed to their final state. Runs,
 * triggers, inboxes and storage are in packages of their own inside.
 */
package org.p3s.server.data;
