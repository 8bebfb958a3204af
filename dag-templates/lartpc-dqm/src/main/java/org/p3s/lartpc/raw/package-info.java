/** The detector and its file formats; FORMAT.md describes them byte by byte. */
package org.p3s.lartpc.raw;
