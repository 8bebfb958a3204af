/** Triggers: which files start which templates, and how many of them. */
package org.p3s.server.data.trigger;
