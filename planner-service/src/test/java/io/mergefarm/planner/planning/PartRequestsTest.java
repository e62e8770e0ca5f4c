package io.mergefarm.planner.planning;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.event.TensorMergeRequested;
import io.mergefarm.contracts.method.NanPolicy;
import io.mergefarm.contracts.plan.ChunkDigests;
import io.mergefarm.contracts.plan.MergePlan;
import io.mergefarm.contracts.plan.PlannedShard;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.StoreLayout;
import io.mergefarm.contracts.storage.Upload;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartRequestsTest {

  private static final long LARGE = 4 * ChunkDigests.CHUNK_ELEMENTS;

  @Test
  void aRequestStandsForItself() {
    MergePlan plan =
        Planning.of(
                new TestCheckpoint("a").with("w", LARGE), new TestCheckpoint("b").with("w", LARGE))
            .sizes(1L << 40, 5L << 20)
            .planned(
                """
                merge_method: linear
                models: [{model: a}, {model: b}]
                parameters: {weight: 0.5}
                """)
            .plan();
    PlannedShard shard = plan.shards().getFirst();
    Upload upload = new Upload(ObjectKey.of("x"), "upload-1", shard.size());
    List<TensorMergeRequested> requests =
        shard.parts().stream()
            .map(part -> new PartRequests(plan).request(shard, part, upload))
            .toList();

    assertThat(requests).hasSize(2);
    TensorMergeRequested first = requests.getFirst();
    assertThat(first.mergeId()).isEqualTo("merge-1");
    assertThat(first.partId()).isEqualTo("s00001-p00001");
    assertThat(first.upload()).isEqualTo(upload);
    assertThat(first.header()).contains(StoreLayout.shardHeader("merge-1", shard.name()));
    assertThat(first.seed()).isEqualTo(7);
    assertThat(first.nan()).isEqualTo(NanPolicy.ERROR);
    assertThat(first.files()).isEqualTo(plan.files());
    assertThat(requests.getLast().header()).isEmpty();
    assertThat(requests.getLast().work().getFirst().from()).isEqualTo(first.work().getFirst().to());
    assertThat(requests.getLast().work().getFirst().to()).isEqualTo(LARGE);
  }

  @Test
  void carriesOnlyTheFilesThatThePartReads() {
    MergePlan plan =
        Planning.of(TestCheckpoint.llama("a", 2), TestCheckpoint.llama("b", 2))
            .sizes(1, 1)
            .planned(
                """
                merge_method: passthrough
                slices:
                  - sources: [{model: a, layer_range: [0, 1]}]
                  - sources: [{model: b, layer_range: [1, 2]}]
                """)
            .plan();
    PlannedShard last = plan.shards().getLast();
    TensorMergeRequested request =
        new PartRequests(plan)
            .request(last, last.parts().getFirst(), new Upload(ObjectKey.of("x"), "1", 1));

    assertThat(request.files()).containsExactly(plan.files().get(1));
    assertThat(request.work().getFirst().expression())
        .isInstanceOfSatisfying(Stored.class, stored -> assertThat(stored.file()).isZero());
  }
}
