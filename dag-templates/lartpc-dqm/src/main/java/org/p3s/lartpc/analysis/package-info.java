/** Noise, hits, tracks and electron lifetime from samples. */
package org.p3s.lartpc.analysis;
