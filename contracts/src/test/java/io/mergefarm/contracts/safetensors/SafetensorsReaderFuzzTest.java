package io.mergefarm.contracts.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the bytes are, a header is read or refused, and what is read lies in the file. */
class SafetensorsReaderFuzzTest {

  private static final int ROUNDS = 20_000;
  private static final List<String> TOKENS =
      List.of("{", "}", "[", "]", ",", ":", "\"", "\"a\"", "-1", "1e9", "9223372036854775807", " ");

  private final Random random = new Random(20_260_101);

  @Test
  void everyMutationIsReadOrRefused() throws IOException {
    byte[] file = file();
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      refused += isRefused(mutate(file)) ? 1 : 0;
    }
    assertThat(refused).isBetween(ROUNDS / 2, ROUNDS - 1);
  }

  /** Fails on any exception other than the one for refusals. */
  private static boolean isRefused(byte[] file) throws IOException {
    try {
      SafetensorsHeader header = new SafetensorsReader().read("fuzz", new BytesReader(file));
      assertThat(header.fileSize()).isEqualTo(file.length);
      return false;
    } catch (SafetensorsException e) {
      return true;
    }
  }

  private byte[] mutate(byte[] file) {
    byte[] mutated = file.clone();
    for (int i = 0; i <= random.nextInt(3); i++) {
      int at = random.nextInt(mutated.length);
      switch (random.nextInt(4)) {
        case 0 -> mutated[at] = (byte) random.nextInt();
        case 1 -> mutated[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> mutated = Arrays.copyOf(mutated, at + 1);
        default -> overwrite(mutated, at, TOKENS.get(random.nextInt(TOKENS.size())));
      }
    }
    return mutated;
  }

  private static void overwrite(byte[] file, int at, String token) {
    byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, file, at, Math.min(bytes.length, file.length - at));
  }

  private static byte[] file() {
    EncodedHeader encoded =
        new SafetensorsHeaderWriter()
            .write(
                Map.of("format", "pt"),
                List.of(
                    new TensorSpec("model.embed.weight", DType.F32, Shape.of(4, 2)),
                    new TensorSpec("model.norm.weight", DType.BF16, Shape.of(2)),
                    new TensorSpec("steps", DType.I64, Shape.of())));
    return Arrays.copyOf(encoded.bytes(), (int) encoded.header().fileSize());
  }
}
