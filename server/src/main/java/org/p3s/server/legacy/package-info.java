/**
 * Serves the clients and pilots of the older p3s: their form-encoded paths, translated to the use
 * cases of the other packages. A resource of the path {@code /pilots/register} is found under
 * {@code /legacy/pilots/register}, where {@link org.p3s.server.legacy.Door} leads those who may
 * come in. What each path does is in docs/reference/old-clients.md.
 */
package org.p3s.server.legacy;
