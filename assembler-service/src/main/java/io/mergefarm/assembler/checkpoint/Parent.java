package io.mergefarm.assembler.checkpoint;

import io.mergefarm.assembler.checkpoint.UsedParameters.Range;
import io.mergefarm.contracts.licence.Licence;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A model that a merge was made from, as its card tells of it.
 *
 * @param licence that its own card names
 * @param parameters of the model in the merge
 */
record Parent(
    ModelIdentity identity,
    String revision,
    boolean base,
    Optional<Licence> licence,
    SortedMap<String, Range> parameters) {}
