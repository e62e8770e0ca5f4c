package io.mergefarm.worker.method;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.worker.compute.ScalarBackend;
import io.mergefarm.worker.compute.VectorBackend;
import io.mergefarm.worker.method.MagnitudeBracket.Found;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MagnitudeSearchTest {

  private static final int BLOCK = 2048;
  private static final List<Integer> LENGTHS = List.of(1, 7, 2049, 65_535, 65_536, 65_537, 300_001);

  /** Vectors that are easy and hard to sample. */
  enum Vectors {
    NORMAL {
      @Override
      float element(Random random, int index, int length) {
        return (float) random.nextGaussian();
      }
    },
    FEW_VALUES {
      @Override
      float element(Random random, int index, int length) {
        return (random.nextInt(9) - 4) * 0x1p-12f;
      }
    },
    MOSTLY_ZERO {
      @Override
      float element(Random random, int index, int length) {
        return random.nextInt(10) < 7 ? -0f : (float) random.nextGaussian();
      }
    },
    CONSTANT {
      @Override
      float element(Random random, int index, int length) {
        return 0.1f;
      }
    },
    MISLEADING_FRONT {
      @Override
      float element(Random random, int index, int length) {
        return index < length / 3 ? 0 : (float) random.nextGaussian();
      }
    },
    CROWDED_BEHIND {
      @Override
      float element(Random random, int index, int length) {
        float magnitude = random.nextFloat();
        return index < length / 3 ? magnitude : 0.5f + magnitude * 0.001f;
      }
    },
    RISING {
      @Override
      float element(Random random, int index, int length) {
        return index;
      }
    },
    FALLING {
      @Override
      float element(Random random, int index, int length) {
        return length - index;
      }
    },
    ALL_BITS {
      @Override
      float element(Random random, int index, int length) {
        return Float.intBitsToFloat(random.nextInt());
      }
    };

    abstract float element(Random random, int index, int length);

    float[] make(int length) {
      Random random = new Random(length);
      float[] vector = new float[length];
      for (int i = 0; i < length; i++) {
        vector[i] = element(random, i, length);
      }
      return vector;
    }
  }

  @ParameterizedTest
  @EnumSource
  void findsWhatSortingFinds(Vectors vectors) throws IOException {
    for (int length : LENGTHS) {
      float[] vector = vectors.make(length);
      int[] sorted = sortedMagnitudes(vector);
      for (Arithmetic arithmetic :
          List.of(new ScalarBackend().arithmetic(), new VectorBackend().arithmetic())) {
        MagnitudeSearch search = new MagnitudeSearch(length, BLOCK, arithmetic);
        List<Long> ranks = ranks(length);
        List<MagnitudeSelection> selections = new ArrayList<>();
        ranks.forEach(rank -> selections.add(search.want(0, rank)));
        search.run(visitor -> show(vector, visitor::visit));
        for (int i = 0; i < ranks.size(); i++) {
          assertThat(selections.get(i).result())
              .as("rank %d of %d", ranks.get(i), length)
              .isEqualTo(expected(sorted, ranks.get(i)));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aShareOfWhatIsNotZeroNeedsNoCountBeforehand(Vectors vectors) throws IOException {
    for (int length : LENGTHS) {
      float[] vector = vectors.make(length);
      int[] sorted = sortedMagnitudes(vector);
      long others = Arrays.stream(sorted).filter(magnitude -> magnitude != 0).count();
      for (float share : new float[] {0, 0.01f, 0.5f, 0.999f}) {
        long rank = (long) (others * share);
        MagnitudeSearch search =
            new MagnitudeSearch(length, BLOCK, new VectorBackend().arithmetic());
        MagnitudeSelection last = search.want(0, new MagnitudeRank.ShareOfOthers(share));
        search.run(visitor -> show(vector, visitor::visit));
        if (rank == 0) {
          assertThat(last.result().equals()).isZero();
        } else {
          assertThat(last.result()).isEqualTo(expected(sorted, rank));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NORMAL", "FEW_VALUES", "MOSTLY_ZERO"})
  void mostlyOnePassIsEnough(Vectors vectors) throws IOException {
    float[] vector = vectors.make(300_001);
    AtomicInteger passes = new AtomicInteger();
    MagnitudeSearch search =
        new MagnitudeSearch(vector.length, BLOCK, new VectorBackend().arithmetic());
    search.want(0, vector.length / 2);
    search.want(0, vector.length / 10);
    search.want(0, new MagnitudeRank.ShareOfOthers(0.3f));
    search.run(
        visitor -> {
          passes.incrementAndGet();
          show(vector, visitor::visit);
        });
    assertThat(passes).hasValue(1);
  }

  /** So many lie within the usual margins of a rank that there is no room to keep them all. */
  @Test
  void onePassIsEnoughForALargeVectorToo() throws IOException {
    float[] vector = new float[20_000_000];
    SplittableRandom random = new SplittableRandom(0);
    for (int i = 0; i < vector.length; i++) {
      vector[i] = random.nextFloat() - 0.5f;
    }
    AtomicInteger passes = new AtomicInteger();
    MagnitudeSearch search =
        new MagnitudeSearch(vector.length, BLOCK, new VectorBackend().arithmetic());
    MagnitudeSelection last = search.want(0, vector.length / 2);
    search.run(
        visitor -> {
          passes.incrementAndGet();
          show(vector, visitor::visit);
        });
    assertThat(passes).hasValue(1);
    long above = 0;
    for (float element : vector) {
      above += Float.floatToRawIntBits(Math.abs(element)) > last.result().magnitude() ? 1 : 0;
    }
    assertThat(last.result().equals()).isPositive().isEqualTo(vector.length / 2 - above);
  }

  @Test
  void severalVectorsAreSearchedTogether() throws IOException {
    float[] first = Vectors.NORMAL.make(70_000);
    float[] second = Vectors.RISING.make(70_000);
    MagnitudeSearch search =
        new MagnitudeSearch(first.length, BLOCK, new VectorBackend().arithmetic());
    MagnitudeSelection ofSecond = search.want(1, 100);
    MagnitudeSelection ofFirst = search.want(0, 35_000);
    search.run(
        visitor -> {
          for (int from = 0; from < first.length; from += BLOCK) {
            int to = Math.min(first.length, from + BLOCK);
            float[][] blocks = {
              Arrays.copyOfRange(first, from, to), Arrays.copyOfRange(second, from, to)
            };
            visitor.visit(from, to - from, blocks);
          }
        });
    assertThat(ofFirst.result()).isEqualTo(expected(sortedMagnitudes(first), 35_000));
    assertThat(ofSecond.result().magnitude()).isEqualTo(Float.floatToRawIntBits(69_900));
  }

  @Test
  void aCutKeepsTheEarlierOfEqualElements() {
    Arithmetic arithmetic = new VectorBackend().arithmetic();
    MagnitudeCut cut = new MagnitudeCut(new Found(Float.floatToRawIntBits(1), 2), arithmetic);
    for (int pass = 0; pass < 2; pass++) {
      float[] front = {1, 2, 0.5f};
      float[] back = {-1, 1, -3};
      cut.apply(0, 3, front);
      cut.apply(3, 3, back);
      assertThat(front).containsExactly(1, 2, 0);
      assertThat(back).containsExactly(-1, 0, -3);
    }
  }

  /** A visitor of one vector. */
  @FunctionalInterface
  private interface Visit {
    void visit(long position, int length, float[][] blocks);
  }

  private static void show(float[] vector, Visit visit) {
    for (int from = 0; from < vector.length; from += BLOCK) {
      int length = Math.min(BLOCK, vector.length - from);
      visit.visit(from, length, new float[][] {Arrays.copyOfRange(vector, from, from + length)});
    }
  }

  private static List<Long> ranks(long length) {
    return List.of(
            1L, 2L, length / 100, length / 10, length / 2, length * 9 / 10, length - 1, length)
        .stream()
        .filter(rank -> rank >= 1 && rank <= length)
        .toList();
  }

  private static int[] sortedMagnitudes(float[] vector) {
    int[] magnitudes = new int[vector.length];
    for (int i = 0; i < vector.length; i++) {
      magnitudes[i] = Float.floatToRawIntBits(vector[i]) & Integer.MAX_VALUE;
    }
    Arrays.sort(magnitudes);
    return magnitudes;
  }

  private static Found expected(int[] sorted, long rank) {
    int magnitude = sorted[(int) (sorted.length - rank)];
    long above = Arrays.stream(sorted).filter(other -> other > magnitude).count();
    return new Found(magnitude, rank - above);
  }
}
