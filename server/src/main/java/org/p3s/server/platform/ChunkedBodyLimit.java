package org.p3s.server.platform;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The limit of bodies that do not say their length beforehand: they are counted as they come. */
@Provider
public class ChunkedBodyLimit implements ContainerRequestFilter {

  @Override
  public void filter(ContainerRequestContext request) {
    if (request.getHeaderString("Transfer-Encoding") != null) {
      request.setEntityStream(new Counted(request.getEntityStream()));
    }
  }

  private static final class Counted extends FilterInputStream {
    private long read;

    Counted(InputStream body) {
      super(body);
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      count(one < 0 ? 0 : 1);
      return one;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int some = super.read(buffer, offset, length);
      count(Math.max(some, 0));
      return some;
    }

    private void count(int more) {
      read += more;
      if (read > BodyLimit.MOST) {
        throw Refusal.tooLarge(BodyLimit.TOO_LARGE);
      }
    }
  }
}
