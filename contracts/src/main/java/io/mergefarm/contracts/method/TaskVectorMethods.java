package io.mergefarm.contracts.method;

import static io.mergefarm.contracts.method.ParameterDescriptor.Scope.GLOBAL;
import static io.mergefarm.contracts.method.ParameterDescriptor.Scope.MODEL;

import io.mergefarm.contracts.method.MethodDescriptor.ResultType;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Descriptors of the methods that merge differences from a base model. */
public final class TaskVectorMethods {

  private static final ParameterDescriptor WEIGHT =
      ParameterDescriptor.required("weight", MODEL, "Multiplies the model's task vector.");

  private static final ParameterDescriptor LAMBDA =
      ParameterDescriptor.number("lambda", GLOBAL, 1, "Multiplies the merged task vector.");

  private static final ParameterDescriptor INT8_MASK =
      ParameterDescriptor.flag(
          "int8_mask", GLOBAL, false, "Accepted for the sake of recipes, and not used.");

  private static final ParameterDescriptor RANDOM_DENSITY =
      density("The probability with which an entry of the task vector is kept.");

  private static final ParameterDescriptor SPREAD =
      ParameterDescriptor.number(
          "epsilon",
          MODEL,
          0.15,
          "How far the probability lies below the density for the smallest entry of a row, and above"
              + " it for the largest.");

  private static final ParameterDescriptor MIDDLE_DENSITY =
      density("The fraction of the task vector's entries that is kept, below the outliers.");

  private static final ParameterDescriptor OUTLIERS =
      ParameterDescriptor.number(
              "gamma",
              MODEL,
              0.01,
              "The fraction of the task vector's entries that is dropped as outliers, the largest"
                  + " ones.")
          .between(0, 1);

  public static final MethodDescriptor TASK_ARITHMETIC =
      relativeToBase(
          "task_arithmetic",
          "Adds the weighted task vectors of the models to the base.",
          family(
              false,
              false,
              ParameterDescriptor.number(
                  "density", MODEL, 1, "Accepted for the sake of recipes, and not used.")),
          Arity.atLeast(1),
          Access.ELEMENTWISE,
          Reference.arxiv("2212.04089", "Editing Models with Task Arithmetic"));

  public static final MethodDescriptor TIES =
      relativeToBase(
          "ties",
          "Trims the task vectors to their largest entries, elects a sign for each element and"
              + " adds the entries that agree with it to the base.",
          family(
              true,
              false,
              density("The fraction of the task vector's entries that is kept, the largest ones.")),
          Arity.atLeast(1),
          Access.STATISTIC,
          Reference.arxiv(
              "2306.01708", "TIES-Merging: Resolving Interference When Merging Models"));

  public static final MethodDescriptor DARE_LINEAR =
      relativeToBase(
          "dare_linear",
          "Drops entries of the task vectors at random, scales up the others and adds their"
              + " weighted sum to the base.",
          family(false, true, RANDOM_DENSITY),
          Arity.atLeast(1),
          Access.STATISTIC,
          dare());

  public static final MethodDescriptor DARE_TIES =
      relativeToBase(
          "dare_ties",
          "Drops entries of the task vectors at random, scales up the others, elects a sign for"
              + " each element and adds the entries that agree with it to the base.",
          family(false, true, RANDOM_DENSITY),
          Arity.atLeast(1),
          Access.STATISTIC,
          dare());

  public static final MethodDescriptor DELLA_LINEAR =
      relativeToBase(
          "della_linear",
          "Drops entries of the task vectors at random, small ones sooner than large ones, scales up"
              + " the others and adds their weighted sum to the base.",
          family(false, true, RANDOM_DENSITY, SPREAD),
          Arity.atLeast(1),
          Access.PLANES,
          dellaPaper(),
          new DellaRules());

  public static final MethodDescriptor DELLA =
      relativeToBase(
          "della",
          "Drops entries of the task vectors at random, small ones sooner than large ones, scales up"
              + " the others, elects a sign for each element and adds the entries that agree with"
              + " it to the base.",
          family(true, true, RANDOM_DENSITY, SPREAD),
          Arity.atLeast(1),
          Access.PLANES,
          dellaPaper(),
          new DellaRules());

  public static final MethodDescriptor BREADCRUMBS =
      relativeToBase(
          "breadcrumbs",
          "Drops the largest and the smallest entries of the task vectors and adds their weighted"
              + " sum to the base.",
          family(false, false, MIDDLE_DENSITY, OUTLIERS),
          Arity.atLeast(1),
          Access.STATISTIC,
          breadcrumbsPaper(),
          new BreadcrumbsRules());

  public static final MethodDescriptor BREADCRUMBS_TIES =
      relativeToBase(
          "breadcrumbs_ties",
          "Drops the largest and the smallest entries of the task vectors, elects a sign for each"
              + " element and adds the entries that agree with it to the base.",
          family(false, false, MIDDLE_DENSITY, OUTLIERS),
          Arity.atLeast(1),
          Access.STATISTIC,
          breadcrumbsPaper(),
          new BreadcrumbsRules());

  public static final MethodDescriptor SCE =
      relativeToBase(
          "sce",
          "Selects the elements that models change most differently, weights models by the energy"
              + " of their changes, and drops changes against the majority's sign.",
          List.of(
              ParameterDescriptor.number(
                  "select_topk",
                  GLOBAL,
                  1,
                  "The fraction of the elements that models change differently which is kept."),
              INT8_MASK),
          Arity.atLeast(1),
          Access.STATISTIC,
          Reference.arxiv("2408.07990", "FuseChat: Knowledge Fusion of Chat Models"));

  public static final MethodDescriptor MAGMAX =
      relativeToBase(
          "magmax",
          "Adds to each element of the base the task vectors' entry of the largest magnitude.",
          List.of(
              ParameterDescriptor.number("weight", MODEL, 1, "Multiplies the model's task vector."),
              LAMBDA),
          Arity.atLeast(1),
          Access.ELEMENTWISE,
          Reference.arxiv(
              "2407.06322", "MagMax: Leveraging Model Merging for Seamless Continual Learning"));

  public static final MethodDescriptor RAM =
      relativeToBase(
          "ram",
          "Adds to the base what models have changed: alone as it is, together as the average of"
              + " those that did.",
          List.of(changeLimit()),
          Arity.atLeast(1),
          Access.ELEMENTWISE,
          ramPaper());

  public static final MethodDescriptor RAMPLUS_TL =
      relativeToBase(
          "ramplus_tl",
          "As ram, with changes that one model made alone scaled up, the more so the more of the"
              + " model's changes in the tensor are shared.",
          List.of(
              changeLimit(),
              ParameterDescriptor.number(
                  "r", GLOBAL, 0.1, "How much a model's own changes grow with the shared ones."),
              ParameterDescriptor.number(
                  "alpha", GLOBAL, 0.2, "The most that shared changes per own one count for.")),
          Arity.atLeast(1),
          Access.STATISTIC,
          ramPaper());

  public static final MethodDescriptor NEARSWAP =
      relativeToBase(
          "nearswap",
          "Moves the base towards the other model by t, and all the way where they are no farther"
              + " apart.",
          List.of(
              ParameterDescriptor.required(
                  "t", GLOBAL, "The distance up to which elements are replaced.")),
          Arity.exactly(1),
          Access.ELEMENTWISE,
          new Reference(
              "QuartetAnemoi-70B-t0.0001, model card",
              URI.create("https://huggingface.co/alchemonaut/QuartetAnemoi-70B-t0.0001")));

  private static final List<MethodDescriptor> ALL =
      List.of(
          TASK_ARITHMETIC,
          TIES,
          DARE_LINEAR,
          DARE_TIES,
          DELLA_LINEAR,
          DELLA,
          BREADCRUMBS,
          BREADCRUMBS_TIES,
          SCE,
          MAGMAX,
          RAM,
          RAMPLUS_TL,
          NEARSWAP);

  private TaskVectorMethods() {}

  /** All of them, in the order in which people are shown them. */
  static List<MethodDescriptor> all() {
    return ALL;
  }

  private static MethodDescriptor relativeToBase(
      String name,
      String summary,
      List<ParameterDescriptor> parameters,
      Arity arity,
      Access access,
      Reference reference) {
    return relativeToBase(name, summary, parameters, arity, access, reference, ParameterRules.NONE);
  }

  private static MethodDescriptor relativeToBase(
      String name,
      String summary,
      List<ParameterDescriptor> parameters,
      Arity arity,
      Access access,
      Reference reference,
      ParameterRules rules) {
    return new MethodDescriptor(
        name,
        List.of(),
        summary,
        parameters,
        arity,
        BaseModelRule.REQUIRED,
        access,
        ResultType.BASE,
        Optional.of(reference),
        rules);
  }

  /** The parameters of the family of task arithmetic, the models' first. */
  private static List<ParameterDescriptor> family(
      boolean normalize, boolean rescale, ParameterDescriptor... ofModels) {
    List<ParameterDescriptor> parameters = new ArrayList<>();
    parameters.add(WEIGHT);
    parameters.addAll(List.of(ofModels));
    parameters.add(
        ParameterDescriptor.flag(
            "normalize", GLOBAL, normalize, "Divide by the sum of the weights that take part."));
    parameters.add(
        ParameterDescriptor.flag(
            "rescale",
            GLOBAL,
            rescale,
            "Scale what is kept of a task vector back to the sum of its magnitudes before."));
    parameters.add(LAMBDA);
    parameters.add(INT8_MASK);
    return parameters;
  }

  private static ParameterDescriptor density(String description) {
    return ParameterDescriptor.number("density", MODEL, 1, description)
        .between(0, Double.POSITIVE_INFINITY);
  }

  private static ParameterDescriptor changeLimit() {
    return ParameterDescriptor.number(
        "epsilon", GLOBAL, 1e-5, "Differences from the base up to this are no change.");
  }

  private static Reference dare() {
    return Reference.arxiv(
        "2311.03099",
        "Language Models are Super Mario: Absorbing Abilities from Homologous Models as a Free"
            + " Lunch");
  }

  private static Reference dellaPaper() {
    return Reference.arxiv(
        "2406.11617",
        "DELLA-Merging: Reducing Interference in Model Merging through Magnitude-Based Sampling");
  }

  private static Reference breadcrumbsPaper() {
    return Reference.arxiv(
        "2312.06795", "Model Breadcrumbs: Scaling Multi-Task Model Merging with Sparse Masks");
  }

  private static Reference ramPaper() {
    return Reference.arxiv("2601.13572", "Behavior Knowledge Merge in Reinforced Agentic Models");
  }
}
