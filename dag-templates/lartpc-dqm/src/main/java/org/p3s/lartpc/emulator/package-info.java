/** Makes raw files with tracks, noise and faults, and drops them as a DAQ would. */
package org.p3s.lartpc.emulator;
