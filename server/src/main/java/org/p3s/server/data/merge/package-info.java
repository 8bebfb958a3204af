/** Merges of runs: workflows that read all files of a run that a trigger takes. */
package org.p3s.server.data.merge;
