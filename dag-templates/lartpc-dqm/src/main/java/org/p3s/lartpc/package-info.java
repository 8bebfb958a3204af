/** The payloads of the template lartpc-dqm and its DAQ emulator, each a main of its own. */
package org.p3s.lartpc;
