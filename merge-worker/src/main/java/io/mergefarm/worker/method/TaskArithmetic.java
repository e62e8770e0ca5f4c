package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.BlockKernel;
import io.mergefarm.contracts.method.MergeMethod;
import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.method.TaskVectorMethods;
import io.mergefarm.contracts.method.TensorMerge;
import java.io.IOException;
import java.util.List;

/**
 * Task arithmetic and what grew from it: each model's task vector, its difference from the base, is
 * pruned and weighted; the task vectors are combined and added to the base. The methods of the
 * family are settings of this one.
 *
 * @param descriptor of the method
 * @param sparsifier how task vectors are pruned
 * @param consensus how task vectors are combined
 */
record TaskArithmetic(
    MethodDescriptor descriptor, Sparsifier sparsifier, Consensus.Factory consensus)
    implements MergeMethod {

  /** "Editing Models with Task Arithmetic", Ilharco et al., 2022. */
  static TaskArithmetic plain() {
    return new TaskArithmetic(TaskVectorMethods.TASK_ARITHMETIC, Sparsifier.NONE, WeightedSum::new);
  }

  /** "TIES-Merging: Resolving Interference When Merging Models", Yadav et al., 2023. */
  static TaskArithmetic ties() {
    return new TaskArithmetic(
        TaskVectorMethods.TIES, new Rescaling(new LargestMagnitudes()), SignElection::new);
  }

  /** {@link #dareTies} without a vote. */
  static TaskArithmetic dareLinear() {
    return new TaskArithmetic(
        TaskVectorMethods.DARE_LINEAR, new Rescaling(new RandomElements()), WeightedSum::new);
  }

  /**
   * "Language Models are Super Mario: Absorbing Abilities from Homologous Models as a Free Lunch",
   * Yu et al., 2023.
   */
  static TaskArithmetic dareTies() {
    return new TaskArithmetic(
        TaskVectorMethods.DARE_TIES, new Rescaling(new RandomElements()), SignElection::new);
  }

  /** {@link #della} without a vote. */
  static TaskArithmetic dellaLinear() {
    return new TaskArithmetic(
        TaskVectorMethods.DELLA_LINEAR, new Rescaling(new RankedElements()), WeightedSum::new);
  }

  /**
   * "DELLA-Merging: Reducing Interference in Model Merging through Magnitude-Based Sampling", Deep
   * et al., 2024.
   */
  static TaskArithmetic della() {
    return new TaskArithmetic(
        TaskVectorMethods.DELLA, new Rescaling(new RankedElements()), SignElection::new);
  }

  /**
   * "Model Breadcrumbs: Scaling Multi-Task Model Merging with Sparse Masks", Davari and Belilovsky,
   * 2023.
   */
  static TaskArithmetic breadcrumbs() {
    return new TaskArithmetic(
        TaskVectorMethods.BREADCRUMBS, new Rescaling(new MiddleMagnitudes()), WeightedSum::new);
  }

  /** {@link #breadcrumbs} with the vote of {@link #ties}. */
  static TaskArithmetic breadcrumbsTies() {
    return new TaskArithmetic(
        TaskVectorMethods.BREADCRUMBS_TIES,
        new Rescaling(new MiddleMagnitudes()),
        SignElection::new);
  }

  /** "MagMax: Leveraging Model Merging for Seamless Continual Learning", Marczak et al., 2024. */
  static TaskArithmetic magmax() {
    return new TaskArithmetic(TaskVectorMethods.MAGMAX, Sparsifier.NONE, LargestChange::new);
  }

  @Override
  public BlockKernel prepare(TensorMerge tensor) throws IOException {
    int base = tensor.base().orElseThrow();
    TaskVectors vectors = new TaskVectors(tensor, base);
    if (vectors.count() == 0) {
      return Kernels.copyOf(base);
    }
    List<Pruning> prunings = sparsifier.prune(vectors);
    Consensus combination = consensus.of(vectors, factors(vectors, prunings));
    if (copies(vectors, prunings, combination)) {
      return Kernels.copyOf(vectors.input(0));
    }
    PrunedStep step = new PrunedStep(prunings, combination);
    TaskVectorKernel blockwise = new TaskVectorKernel(vectors, step);
    BlockKernel kernel =
        TrimmedPair.of(step, blockwise)
            .<BlockKernel>map(pair -> pair)
            .or(() -> MarkedSum.of(step, blockwise))
            .orElse(blockwise);
    return prunings.stream().allMatch(Pruning.NONE::equals)
        ? combination.unpruned(vectors).orElse(kernel)
        : kernel;
  }

  /** What each task vector is multiplied by. */
  private static float[] factors(TaskVectors vectors, List<Pruning> prunings) {
    float[] factors = Weights.of(vectors.models());
    for (int i = 0; i < factors.length; i++) {
      factors[i] *= prunings.get(i).factor();
    }
    return factors;
  }

  /** The base and all of the way to a single model is that model, without a rounding. */
  private static boolean copies(
      TaskVectors vectors, List<Pruning> prunings, Consensus combination) {
    float weight = Weights.of(vectors.models())[0];
    return prunings.equals(List.of(Pruning.NONE))
        && combination.aloneTimes(weight) * vectors.lambda() == 1;
  }
}
