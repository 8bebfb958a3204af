package org.p3s.server.web.run;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as a physicist writes them. */
final class Numbers {

  private static final int DIGITS = 4;

  private Numbers() {}

  /** Four digits, without an exponent where that stays short. */
  static String plain(double value) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e9) {
      return Long.toString((long) value);
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(DIGITS));
    double size = Math.abs(value);
    return size < 1e-4 || size >= 1e9
        ? rounded.stripTrailingZeros().toString()
        : rounded.toPlainString();
  }

  /** The error with two digits, and the value to the same place. */
  static String measured(double value, Double error) {
    if (error == null || !Double.isFinite(error) || !Double.isFinite(value)) {
      return plain(value);
    }
    if (error <= 0) {
      return plain(value) + " ± " + plain(error);
    }
    BigDecimal rounded = new BigDecimal(error).round(new MathContext(2));
    int places = rounded.scale() + 2 - rounded.precision();
    if (places > 9 || places < -9) {
      return plain(value) + " ± " + plain(error);
    }
    BigDecimal to = new BigDecimal(value).setScale(places, RoundingMode.HALF_EVEN);
    return to.toPlainString() + " ± " + rounded.setScale(places).toPlainString();
  }
}
