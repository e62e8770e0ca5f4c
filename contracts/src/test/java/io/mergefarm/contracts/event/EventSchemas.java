package io.mergefarm.contracts.event;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Holds payloads against the JSON Schemas of the events. */
public final class EventSchemas {

  private static final String IDS = "https://mergefarm.io/schemas/event/";
  private static final String FILES = "classpath:io/mergefarm/contracts/event/";

  private final SchemaRegistry schemas =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          registry -> registry.schemaIdResolvers(ids -> ids.mapPrefix(IDS, FILES)));

  /**
   * What is wrong with a payload, empty if nothing is.
   *
   * @param type the CloudEvents type
   */
  public List<String> problems(String type, byte[] payload) {
    Schema schema = schemas.getSchema(SchemaLocation.of(IDS + name(type) + ".schema.json"));
    return schema.validate(new String(payload, StandardCharsets.UTF_8), InputFormat.JSON).stream()
        .map(Error::toString)
        .toList();
  }

  /** What the files of a type are called, such as {@code tensor-merged.v1}. */
  static String name(String type) {
    return type.substring("io.mergefarm.".length());
  }
}
