package io.mergefarm.standalone.bench;

import io.mergefarm.assembler.checkpoint.MergeManifest;
import io.mergefarm.standalone.progress.Amounts;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Makes the checkpoints where they are not there yet, merges them and measures. */
public final class Bench {

  private static final Map<String, SyntheticWeights> CHECKPOINTS = checkpoints();

  private final BenchFolder folder;
  private final BenchSettings settings;
  private final MergeProcess process;
  private final CheckpointMaker maker;
  private final PrintWriter out;

  Bench(
      BenchFolder folder,
      BenchSettings settings,
      CheckpointShape shape,
      List<String> command,
      PrintWriter out) {
    this.folder = folder;
    this.settings = settings;
    this.process = new MergeProcess(command, folder.path(), settings.threads());
    this.maker = new CheckpointMaker(shape, new Crew(settings.threads()));
    this.out = out;
  }

  /**
   * A benchmark of checkpoints of 2.2 GB.
   *
   * @param folder where it works; absent: in memory, if the system has a folder there
   */
  public static Bench of(Optional<Path> folder, BenchSettings settings, PrintWriter out) {
    return new Bench(
        BenchFolder.in(folder),
        settings,
        CheckpointShape.TINY_LLAMA,
        MergeProcess.ownCommand(),
        out);
  }

  /**
   * Measures and shows what came out.
   *
   * @throws IOException if there is no room, a merge fails, or two runs give unequal checkpoints
   */
  public void run() throws IOException, InterruptedException {
    makeCheckpoints();
    BenchTable table = new BenchTable(out);
    for (BenchMethod method : settings.methods()) {
      table.heading(method, settings.threads());
      List<Measurement> measurements = new ArrayList<>();
      Optional<String> manifest = Optional.empty();
      for (int run = 1; run <= settings.runs(); run++) {
        Merged merged = merge(method);
        requireEqual(method, manifest.orElse(merged.manifest), merged.manifest);
        manifest = Optional.of(merged.manifest);
        measurements.add(withBaselines(merged.run));
        table.row("run " + run, List.of(measurements.getLast()));
      }
      table.row("median", measurements);
      table.verdict(method, measurements);
    }
    if (settings.clean()) {
      delete(folder.path());
    }
  }

  private static Map<String, SyntheticWeights> checkpoints() {
    Map<String, SyntheticWeights> checkpoints = new LinkedHashMap<>();
    checkpoints.put("base", new SyntheticWeights(1, OptionalLong.empty()));
    checkpoints.put("first", new SyntheticWeights(1, OptionalLong.of(2)));
    checkpoints.put("second", new SyntheticWeights(1, OptionalLong.of(3)));
    return checkpoints;
  }

  private void makeCheckpoints() throws IOException, InterruptedException {
    List<String> missing = new ArrayList<>();
    for (String name : CHECKPOINTS.keySet()) {
      if (!maker.made(folder.path().resolve(name))) {
        missing.add(name);
      }
    }
    folder.prepare(missing.size(), maker.fileSize());
    for (String name : missing) {
      Path checkpoint = folder.path().resolve(name);
      out.printf("making %s of %s%n", checkpoint, Amounts.bytes(maker.fileSize()));
      out.flush();
      delete(checkpoint);
      maker.make(checkpoint, CHECKPOINTS.get(name));
    }
  }

  private record Merged(MergeRun run, String manifest) {}

  private Merged merge(BenchMethod method) throws IOException, InterruptedException {
    Path recipe = folder.path().resolve(method + ".yml");
    Path merged = folder.path().resolve("merged");
    delete(merged);
    Files.writeString(recipe, method.recipe());
    MergeRun run = process.run(recipe, merged);
    String manifest = Files.readString(merged.resolve(MergeManifest.FILE));
    delete(merged);
    return new Merged(run, manifest);
  }

  /**
   * Copies begin as long after the last output was deleted as merging did: a virtual machine may
   * give memory back to its host meanwhile, and then every new page is dear, for either.
   */
  private Measurement withBaselines(MergeRun run) throws IOException, InterruptedException {
    Duration pause = Duration.ofMillis(run.report().startMillis());
    List<Path> sources =
        CHECKPOINTS.keySet().stream()
            .map(name -> folder.path().resolve(name).resolve(CheckpointMaker.WEIGHTS))
            .toList();
    FileCopy copy = new FileCopy(sources, folder.path().resolve("copy"));
    Thread.sleep(pause);
    Duration whole = copy.time(run.copyBytes(), settings.threads());
    Thread.sleep(pause);
    return new Measurement(run, whole, copy.time(run.report().bytesWritten(), 1));
  }

  /** Manifests hold the digests of all tensors, and no times. */
  private static void requireEqual(BenchMethod method, String first, String next)
      throws IOException {
    if (!first.equals(next)) {
      throw new IOException("two runs of " + method + " gave checkpoints with unequal manifests");
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
