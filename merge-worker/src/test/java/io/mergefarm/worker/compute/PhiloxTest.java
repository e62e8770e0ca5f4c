package io.mergefarm.worker.compute;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.method.RandomStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhiloxTest {

  private static final RandomStream STREAM = new RandomStream(0x0123456789abcdefL, 0x89abcdef);

  /** The known answers that come with Random123, the authors' implementation. */
  @ParameterizedTest
  @CsvSource({
    "7, 0, 0, 0, 5f6fb7090d893f644f121f814f730a48",
    "7, -1, -1, -1, 5207ddc245165e594d8ee7518c52f662",
    "10, 0, 0, 0, 6627e8d5e169c58dbc57ac4c9b00dbd8",
    "10, -1, -1, -1, 408f276d41c83b0ea20bc7c66d5451fd"
  })
  void givesTheKnownAnswers(int rounds, long low, long high, long key, String answer) {
    assertThat(encrypted(low, high, key, rounds)).isEqualTo(answer);
  }

  @Test
  void takesTheWordsOfCounterAndKeyInOrder() {
    long low = 0x85a308d3243f6a88L;
    long high = 0x0370734413198a2eL;
    long key = 0x299f31d0a4093822L;
    assertThat(encrypted(low, high, key, 7)).isEqualTo("4dfccaba190a87f0c47362bab6b5242a");
    assertThat(encrypted(low, high, key, 10)).isEqualTo("d16cfe0994fdcceb5001e42024126ea1");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 64, 4096, 1L << 32, (1L << 35) - 64, (1L << 40) + 128})
  void vectorsDrawWhatPlainLoopsDraw(long from) {
    for (int count : new int[] {1, 63, 64, 65, 500}) {
      short[] expected = new short[512];
      short[] actual = new short[512];
      Philox.draw(STREAM, from, expected, count);
      VectorPhilox.draw(STREAM, from, actual, count);
      assertThat(actual).isEqualTo(expected);
    }
  }

  @Test
  void drawsBelongToElements() {
    short[] all = new short[640];
    short[] later = new short[128];
    Philox.draw(STREAM, 0, all, 640);
    Philox.draw(STREAM, 512, later, 128);
    assertThat(later).isEqualTo(Arrays.copyOfRange(all, 512, 640));
  }

  @Test
  void streamsDifferInSeedModelAndTensor() {
    assertThat(
            IntStream.of(0, 1, 2, 3, 4)
                .mapToObj(
                    i ->
                        switch (i) {
                          case 0 -> RandomStream.of(1, "model", "tensor");
                          case 1 -> RandomStream.of(2, "model", "tensor");
                          case 2 -> RandomStream.of(1, "models", "tensor");
                          case 3 -> RandomStream.of(1, "model", "tensors");
                          default -> RandomStream.of(1, "modelt", "ensor");
                        })
                .collect(Collectors.toSet()))
        .hasSize(5);
    assertThat(RandomStream.of(1, "model", "tensor"))
        .isEqualTo(RandomStream.of(1, "model", "tensor"));
  }

  private static String encrypted(long low, long high, long key, int rounds) {
    int[] words = new int[4];
    Philox.encrypt(low, high, key, rounds, words);
    HexFormat hex = HexFormat.of();
    return Arrays.stream(words).mapToObj(hex::toHexDigits).collect(Collectors.joining());
  }
}
