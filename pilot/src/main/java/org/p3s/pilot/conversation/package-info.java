/** What pilot and server say to each other, and when; who they are otherwise is not known here. */
package org.p3s.pilot.conversation;
