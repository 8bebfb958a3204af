package org.p3s.server.account;

/** What a caller may do. The names are those of {@code @RolesAllowed}. */
public final class Role {
  /** Reads pages and lists. */
  public static final String VIEWER = "VIEWER";

  /** May do everything, enrolment included. */
  public static final String ADMIN = "ADMIN";

  /** Registers pilots. */
  public static final String ENROL = "ENROL";

  /** One pilot, for its own calls. */
  public static final String PILOT = "PILOT";

  /** Announces files and the start and end of runs. */
  public static final String DAQ = "DAQ";

  /** One attempt, to post its results and progress. */
  public static final String PAYLOAD = "PAYLOAD";

  private Role() {}
}
