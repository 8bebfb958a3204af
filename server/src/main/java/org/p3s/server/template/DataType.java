package org.p3s.server.template;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** A kind of file; the extension ends the names that p3s makes up. */
@Entity
public class DataType extends PanacheEntityBase {
  @Id public String name;

  /** With its dot, or empty. */
  public String ext;

  public String comment;
}
