/** How something is measured, what it is compared to, and how the outcome is shown. */
package org.p3s.bench.measure;
