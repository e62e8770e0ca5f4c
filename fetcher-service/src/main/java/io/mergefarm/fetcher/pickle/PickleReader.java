package io.mergefarm.fetcher.pickle;

import io.mergefarm.fetcher.pickle.PickleValue.Constant;
import io.mergefarm.fetcher.pickle.PickleValue.Dict;
import io.mergefarm.fetcher.pickle.PickleValue.DictKey;
import io.mergefarm.fetcher.pickle.PickleValue.Flag;
import io.mergefarm.fetcher.pickle.PickleValue.Int;
import io.mergefarm.fetcher.pickle.PickleValue.Name;
import io.mergefarm.fetcher.pickle.PickleValue.Real;
import io.mergefarm.fetcher.pickle.PickleValue.Sequence;
import io.mergefarm.fetcher.pickle.PickleValue.Text;
import io.mergefarm.fetcher.pickle.PickleValue.Tuple;
import java.util.List;

/**
 * Reads a pickle of weights: the opcodes that {@code torch.save} writes for dictionaries of
 * tensors, and no others. Nothing that a pickle says is run; the few calls that it may make are
 * known here.
 *
 * <p>The opcodes are those of Python's {@code pickletools}.
 */
final class PickleReader {

  private static final int NEWEST_PROTOCOL = 5;

  private final PickleInput input;
  private final PickleStack stack = new PickleStack();

  private PickleReader(byte[] pickle) {
    this.input = new PickleInput(pickle);
  }

  /**
   * Reads a pickle.
   *
   * @throws PickleException if it is not valid, or needs an opcode or a name that is not allowed
   */
  static PickleValue read(byte[] pickle) throws PickleException {
    PickleReader reader = new PickleReader(pickle);
    int opcode = reader.input.unsignedByte();
    while (opcode != '.') {
      reader.execute(opcode);
      opcode = reader.input.unsignedByte();
    }
    return reader.stack.pop();
  }

  private void execute(int opcode) throws PickleException {
    switch (opcode) {
      case 0x80 -> protocol(input.unsignedByte());
      case 0x95 -> input.unsigned(Long.BYTES); // FRAME
      case '(' -> stack.push(Constant.MARK);
      case '0' -> stack.pop();
      case 'q' -> stack.remember(input.unsigned(1));
      case 'r' -> stack.remember(input.unsigned(4));
      case 0x94 -> stack.remember();
      case 'h' -> stack.recall(input.unsigned(1));
      case 'j' -> stack.recall(input.unsigned(4));
      case 'c' -> global(input.line(), input.line());
      case 0x93 -> stackGlobal();
      case 'Q' -> stack.push(Calls.persistent(stack.pop(Tuple.class)));
      case 'R' -> call();
      case 'b' -> build();
      default -> value(opcode);
    }
  }

  private void value(int opcode) throws PickleException {
    switch (opcode) {
      case 'N' -> stack.push(Constant.NONE);
      case 0x88 -> stack.push(new Flag(true));
      case 0x89 -> stack.push(new Flag(false));
      case 'K' -> stack.push(new Int(input.unsigned(1)));
      case 'M' -> stack.push(new Int(input.unsigned(2)));
      case 'J' -> stack.push(new Int(input.signed(4)));
      case 0x8a -> stack.push(new Int(input.signed(input.unsigned(1))));
      case 'G' -> stack.push(new Real(input.bigEndianDouble()));
      case 'X' -> stack.push(new Text(input.text(input.unsigned(4))));
      case 0x8c, 'U' -> stack.push(new Text(input.text(input.unsigned(1))));
      default -> container(opcode);
    }
  }

  private void container(int opcode) throws PickleException {
    switch (opcode) {
      case ')' -> stack.push(new Tuple(List.of()));
      case 0x85 -> stack.push(new Tuple(stack.pop(1)));
      case 0x86 -> stack.push(new Tuple(stack.pop(2)));
      case 0x87 -> stack.push(new Tuple(stack.pop(3)));
      case 't' -> stack.push(new Tuple(stack.popToMark()));
      case ']' -> stack.push(new Sequence());
      case 'a' -> append(stack.pop(1));
      case 'e' -> append(stack.popToMark());
      case '}' -> stack.push(new Dict());
      case 's' -> set(stack.pop(2));
      case 'u' -> set(stack.popToMark());
      default ->
          throw new PickleException(
              "it uses opcode 0x%02x at byte %d, which no file of weights needs and which may run code"
                  .formatted(opcode, input.position() - 1));
    }
  }

  private static void protocol(int version) throws PickleException {
    if (version > NEWEST_PROTOCOL) {
      throw new PickleException("it has protocol " + version + ", which is not known");
    }
  }

  private void global(String module, String member) throws PickleException {
    stack.push(new Name(Global.of(module, member)));
  }

  private void stackGlobal() throws PickleException {
    String member = stack.pop(Text.class).value();
    global(stack.pop(Text.class).value(), member);
  }

  private void call() throws PickleException {
    Tuple arguments = stack.pop(Tuple.class);
    stack.push(Calls.call(stack.pop(Name.class).global(), arguments.items()));
  }

  /** A dictionary may carry attributes of its own, the versions of modules, which say nothing. */
  private void build() throws PickleException {
    stack.pop();
    stack.top(Dict.class);
  }

  private void append(List<PickleValue> items) throws PickleException {
    stack.top(Sequence.class).items().addAll(items);
  }

  private void set(List<PickleValue> keysAndValues) throws PickleException {
    if (keysAndValues.size() % 2 != 0) {
      throw new PickleException("a dictionary has a key without a value");
    }
    Dict dict = stack.top(Dict.class);
    for (int i = 0; i < keysAndValues.size(); i += 2) {
      dict.entries()
          .put(PickleStack.as(DictKey.class, keysAndValues.get(i)), keysAndValues.get(i + 1));
    }
  }
}
