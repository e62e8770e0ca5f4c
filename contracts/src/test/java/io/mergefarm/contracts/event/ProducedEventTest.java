package io.mergefarm.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mergefarm.contracts.json.ContractJson;
import io.mergefarm.contracts.method.NanPolicy;
import io.mergefarm.contracts.method.Parameters;
import io.mergefarm.contracts.method.Quirks;
import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.plan.TensorExpression.Cast;
import io.mergefarm.contracts.plan.TensorExpression.Merge;
import io.mergefarm.contracts.plan.TensorExpression.Operand;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.contracts.source.SourceFile;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.PartRange;
import io.mergefarm.contracts.storage.Upload;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProducedEventTest {

  private static final String TENSOR_MERGED = "io.mergefarm.tensor-merged.v1";

  private final EventCodec codec = new EventCodec(ContractJson.mapper());
  private final EventSchemas schemas = new EventSchemas();

  @ParameterizedTest
  @EnumSource(DType.class)
  void requestsOfTensorsOfEveryTypeKeepToTheirSchema(DType dtype) throws Exception {
    keepsToItsSchema(tensorRequest(new Stored(0, "x", 8, dtype, Shape.of(2, 3)), Optional.empty()));
  }

  @Test
  void requestsOfEveryExpressionKeepToTheirSchema() throws Exception {
    Stored stored = new Stored(0, "x", 1L << 40, DType.F32, Shape.of());
    Cast cast = new Cast(DType.BF16, stored);
    for (Quirks quirks : Quirks.values()) {
      TensorExpression merge =
          new Merge(
              "ties",
              "x",
              DType.F16,
              Parameters.of(Map.of("normalize", 1.0, "lambda", 1e-3)),
              quirks,
              List.of(
                  new Operand("base", cast, true, Parameters.NONE),
                  new Operand("./a", stored, false, Parameters.of(Map.of("density", 0.5)))));
      keepsToItsSchema(tensorRequest(new Cast(DType.F64, merge), Optional.of(ObjectKey.of("h"))));
    }
  }

  @ParameterizedTest
  @EnumSource(MergeStatus.State.class)
  void statusesKeepToTheirSchema(MergeStatus.State state) throws Exception {
    MergeStatus accepted = MergeStatus.accepted("m", "");
    keepsToItsSchema(new MergeEvent.MergeAccepted(accepted));
    keepsToItsSchema(
        new MergeEvent.MergeProgressed(accepted.ended(state, "reason", Long.MAX_VALUE)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void requestsOfMergesKeepToTheirSchema(boolean sized) throws Exception {
    MergeOptions options =
        new MergeOptions(
            URI.create("file:///recipes/"),
            Optional.empty(),
            true,
            MergeOptions.DEFAULT_SHARD_SIZE,
            sized ? OptionalLong.of(32L << 20) : OptionalLong.empty(),
            Long.MIN_VALUE,
            NanPolicy.ERROR);
    keepsToItsSchema(new MergeRequested("r", "m", "n", "ä\u0000\"\n".repeat(1_000_000), options));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{\"mergeId\":\"m\",\"partId\":\"p\",\"bytesRead\":1,\"bytesWritten\":1} {}",
        "{\"mergeId\":\"m\",\"mergeId\":\"m\",\"partId\":\"p\",\"bytesRead\":1,\"bytesWritten\":1}",
        "{\"mergeId\":\"m\",\"partId\":\"p\",\"bytesRead\":\"1\",\"bytesWritten\":1}",
        "{\"mergeId\":\"m\",\"partId\":\"p\",\"bytesRead\":1.5,\"bytesWritten\":1}",
        "{\"mergeId\":\"m\",\"partId\":\"p\",\"bytesRead\":1e30,\"bytesWritten\":1}",
        "{\"mergeId\":\"m\",\"partId\":7,\"bytesRead\":1,\"bytesWritten\":1}",
      })
  void whatIsNoEventIsMalformed(String payload) {
    assertThatExceptionOfType(MalformedEventException.class)
        .isThrownBy(() -> codec.decode(TENSOR_MERGED, payload.getBytes(StandardCharsets.UTF_8)))
        .withMessageContaining(TENSOR_MERGED);
  }

  @Test
  void nestingWithoutEndIsMalformed() {
    String start = "{\"kind\":\"cast\",\"dtype\":\"F32\",\"operand\":".repeat(100_000);
    String payload = "{\"mergeId\":\"m\",\"work\":[{\"expression\":" + start;
    assertThatExceptionOfType(MalformedEventException.class)
        .isThrownBy(
            () ->
                codec.decode(
                    "io.mergefarm.tensor-merge-requested.v1",
                    payload.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @CsvSource({
    "'\"h\"', '\"../../etc/passwd\"', dotted segment",
    "'\"number\":1', '\"number\":10001', no part has number 10001",
    "'[2]', '[-2]', negative dimension",
    "'[2]', '[4294967296,4294967296]', overflow",
    "'\"F32\"', '3', DType",
    "'\"stored\"', '\"other\"', other",
  })
  void whatNoRecordMayHoldIsMalformed(String good, String bad, String reason) {
    byte[] payload =
        codec.encode(
            tensorRequest(
                new Stored(0, "x", 8, DType.F32, Shape.of(2)), Optional.of(ObjectKey.of("h"))));
    String text = new String(payload, StandardCharsets.UTF_8);
    assertThat(text).contains(good);
    byte[] hostile = text.replace(good, bad).getBytes(StandardCharsets.UTF_8);
    assertThatExceptionOfType(MalformedEventException.class)
        .isThrownBy(() -> codec.decode("io.mergefarm.tensor-merge-requested.v1", hostile))
        .withMessageContaining(reason);
  }

  private void keepsToItsSchema(Event event) throws MalformedEventException {
    String type = EventCodec.type(event);
    byte[] payload = codec.encode(event);
    assertThat(schemas.problems(type, payload)).isEmpty();
    Event read = codec.decode(type, payload);
    assertThat(read).isEqualTo(event);
    assertThat(Arrays.equals(codec.encode(read), payload)).isTrue();
  }

  private static TensorMergeRequested tensorRequest(
      TensorExpression expression, Optional<ObjectKey> header) {
    return new TensorMergeRequested(
        "m",
        "p",
        new Upload(ObjectKey.of("merges", "m"), "u", 100),
        new PartRange(1, 0, 100),
        header,
        List.of(new SourceFile("a/b", URI.create("store:sources/x"), 5)),
        List.of(new TensorMergeRequested.Work("x", expression, 0, 6)),
        7,
        NanPolicy.PROPAGATE);
  }
}
