package org.p3s.protocol;

/**
 * One output as it was staged out.
 *
 * @param size in bytes
 * @param adler32 eight lower-case hexadecimal digits
 */
public record OutputFile(String name, long size, String adler32) {}
