/** Pilots as the server knows them: registration, lists, drain and stop. */
package org.p3s.server.pilot;
