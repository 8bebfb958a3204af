/** The folder of an attempt, how its inputs get there and its outputs away. */
package org.p3s.pilot.staging;
