package io.mergefarm.contracts.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;

/**
 * Makes the mapper that the contracts' records are read and written with.
 *
 * <p>It writes members and map entries in the order that the records give them, so equal values
 * give equal bytes; absent values are left out. It reads strictly: unknown, missing, null and
 * duplicate members, values of another type and anything behind the document are errors, and
 * nesting and lengths are bounded.
 */
public final class ContractJson {

  /** Recipes and other texts travel as one string. */
  private static final int MAX_STRING_CHARACTERS = 32 << 20;

  /** Tensor names are names of members. */
  private static final int MAX_NAME_CHARACTERS = 64 << 10;

  private static final int MAX_NESTING = 200;
  private static final int MAX_NUMBER_CHARACTERS = 100;

  private ContractJson() {}

  public static ObjectMapper mapper() {
    return JsonMapper.builder(factory())
        .addModule(new Jdk8Module())
        .defaultPropertyInclusion(
            JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .enable(
            DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
            DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
            DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
            DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS,
            DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .withCoercionConfig(LogicalType.Textual, ContractJson::refuseScalars)
        .build();
  }

  /** Names of members are names of tensors and tokens: too many, and too many others, to intern. */
  private static JsonFactory factory() {
    return JsonFactory.builder()
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .streamReadConstraints(bounds())
        .build();
  }

  private static void refuseScalars(MutableCoercionConfig texts) {
    texts
        .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
  }

  private static StreamReadConstraints bounds() {
    return StreamReadConstraints.builder()
        .maxStringLength(MAX_STRING_CHARACTERS)
        .maxNameLength(MAX_NAME_CHARACTERS)
        .maxNestingDepth(MAX_NESTING)
        .maxNumberLength(MAX_NUMBER_CHARACTERS)
        .build();
  }
}
