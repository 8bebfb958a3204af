package org.p3s.server.platform;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * One page of a list.
 *
 * @param next the cursor of the following page, null on the last one
 */
public record Listing<T>(List<T> items, Long next) {

  /** The most items that one page holds. */
  public static final int MOST = 500;

  /**
   * The first page of what a query found.
   *
   * @param items one more than {@code limit} when there are more, as the query asked for
   * @param key of an item in the order of the list
   */
  public static <T> Listing<T> of(List<T> items, int limit, ToLongFunction<T> key) {
    if (items.size() <= limit) {
      return new Listing<>(items, null);
    }
    List<T> page = List.copyOf(items.subList(0, limit));
    return new Listing<>(page, key.applyAsLong(page.get(limit - 1)));
  }

  /** The same page of what each item is turned into. */
  public <R> Listing<R> map(Function<T, R> view) {
    return new Listing<>(items.stream().map(view).toList(), next);
  }

  /** The page size that was asked for, kept between 1 and {@link #MOST}. */
  public static int limit(Integer asked) {
    return asked == null ? 100 : Math.max(1, Math.min(asked, MOST));
  }
}
