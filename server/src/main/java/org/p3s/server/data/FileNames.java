package org.p3s.server.data;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.p3s.server.data.trigger.NamePattern;
import org.p3s.server.platform.Settings;

/** Reads run, subrun, stream and detector from a file's name by the patterns that are set. */
@ApplicationScoped
public class FileNames {

  /** What a name says; null for what it does not say. */
  public record Parts(Long run, Integer subrun, String stream, String detector) {
    static final Parts NONE = new Parts(null, null, null, null);
  }

  private final List<NamePattern> patterns;

  public FileNames(Settings settings) {
    this.patterns = settings.filePatterns().stream().map(NamePattern::of).toList();
  }

  /** The first pattern that matches wins. */
  public Parts read(String name) {
    for (NamePattern pattern : patterns) {
      Matcher matcher = pattern.match(name).orElse(null);
      if (matcher != null) {
        Long subrun = number(group(matcher, "subrun"));
        return new Parts(
            number(group(matcher, "run")),
            subrun == null ? null : subrun.intValue(),
            group(matcher, "stream"),
            group(matcher, "detector"));
      }
    }
    return Parts.NONE;
  }

  private static Long number(String digits) {
    String plain = digits == null ? "" : digits.replaceFirst("^0+(?=.)", "");
    return plain.matches("[0-9]{1,9}") ? Long.valueOf(plain) : null;
  }

  private static String group(Matcher matcher, String name) {
    Pattern pattern = matcher.pattern();
    return pattern.pattern().contains("(?<" + name + ">") ? matcher.group(name) : null;
  }
}
