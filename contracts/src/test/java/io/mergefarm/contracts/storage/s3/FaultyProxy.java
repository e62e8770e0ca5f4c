package io.mergefarm.contracts.storage.s3;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands between a client and an HTTP server and spoils some of the requests, by a schedule that a
 * seed fixes. Every request has a connection of its own.
 */
public final class FaultyProxy implements AutoCloseable {

  /** What can happen to a request. */
  public enum Fault {
    /** The connection is reset and nothing reaches the server. */
    RESET,
    /** The server has done what was asked, but the connection is reset before it can say so. */
    LOST_ANSWER,
    /** Status 500 without a body. */
    ERROR_500,
    /** Status 503 that asks to come back in a second. */
    BUSY_503,
    /** The answer comes in drops. */
    SLOW,
    /** The answer ends in the middle. */
    TRUNCATED,
    /** A byte of the object that is read is another. */
    WRONG_BYTE_READ,
    /** A byte of the object that is written is another. */
    WRONG_BYTE_WRITTEN
  }

  private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *([0-9]+)\\r?$");
  private static final Pattern CONNECTION = Pattern.compile("(?im)^connection:.*\\r\\n");
  private static final int END_OF_HEAD = 0x0d0a0d0a;
  private static final int DROP = 1 << 18;
  private static final long DROP_MILLIS = 20;

  private final ServerSocket server;
  private final URI target;
  private final Map<Fault, Integer> injected = new EnumMap<>(Fault.class);
  private Random random = new Random(0);
  private List<Fault> faults = List.of();
  private int percent;

  private FaultyProxy(ServerSocket server, URI target) {
    this.server = server;
    this.target = target;
  }

  /** A proxy that spoils nothing yet. */
  public static FaultyProxy start(URI target) throws IOException {
    FaultyProxy proxy =
        new FaultyProxy(new ServerSocket(0, 64, InetAddress.getLoopbackAddress()), target);
    Thread.ofVirtual().start(proxy::accept);
    return proxy;
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** From now on spoils that many of a hundred requests by one of the faults. */
  public synchronized void inject(long seed, int ofHundred, Fault... some) {
    random = new Random(seed);
    percent = ofHundred;
    faults = List.of(some);
    injected.clear();
  }

  /** How often each fault was injected since {@link #inject}. */
  public synchronized Map<Fault, Integer> injected() {
    return Map.copyOf(injected);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket upstream = new Socket(target.getHost(), target.getPort())) {
      String head = head(client.getInputStream());
      byte[] body = client.getInputStream().readNBytes(length(head));
      if (!head.isEmpty()) {
        exchange(client, upstream, head, body);
      }
    } catch (IOException e) {
      // A client or server that goes away is what this is about.
    }
  }

  private void exchange(Socket client, Socket upstream, String head, byte[] body)
      throws IOException {
    Fault fault = next(head, body);
    if (fault == Fault.RESET) {
      reset(client);
      return;
    }
    if (fault == Fault.ERROR_500 || fault == Fault.BUSY_503) {
      refuse(client, fault);
      return;
    }
    if (fault == Fault.WRONG_BYTE_WRITTEN) {
      body[body.length / 2] ^= 1;
    }
    OutputStream up = upstream.getOutputStream();
    up.write(single(head).getBytes(StandardCharsets.ISO_8859_1));
    up.write(body);
    up.flush();
    String answer = head(upstream.getInputStream());
    byte[] content = upstream.getInputStream().readAllBytes();
    if (fault == Fault.LOST_ANSWER) {
      reset(client);
      return;
    }
    if (fault == Fault.WRONG_BYTE_READ && content.length > 0) {
      content[content.length / 2] ^= 1;
    }
    send(client.getOutputStream(), answer, content, fault);
  }

  private static void send(OutputStream out, String head, byte[] content, Fault fault)
      throws IOException {
    out.write(single(head).getBytes(StandardCharsets.ISO_8859_1));
    int end = fault == Fault.TRUNCATED ? content.length / 2 : content.length;
    int piece = fault == Fault.SLOW ? DROP : Math.max(1, end);
    for (int from = 0; from < end; from += piece) {
      out.write(content, from, Math.min(piece, end - from));
      out.flush();
      if (fault == Fault.SLOW) {
        pause();
      }
    }
    out.flush();
  }

  private synchronized Fault next(String head, byte[] body) {
    if (faults.isEmpty() || random.nextInt(100) >= percent) {
      return null;
    }
    Fault fault = faults.get(random.nextInt(faults.size()));
    boolean readsObject = head.startsWith("GET ") && !head.lines().findFirst().get().contains("?");
    boolean writesObject = head.startsWith("PUT ") && body.length > 0;
    if ((fault == Fault.WRONG_BYTE_READ && !readsObject)
        || (fault == Fault.WRONG_BYTE_WRITTEN && !writesObject)) {
      return null;
    }
    injected.merge(fault, 1, Integer::sum);
    return fault;
  }

  private static void refuse(Socket client, Fault fault) throws IOException {
    String answer =
        fault == Fault.ERROR_500
            ? "HTTP/1.1 500 Internal Server Error\r\n"
            : "HTTP/1.1 503 Slow Down\r\nRetry-After: 1\r\n";
    client
        .getOutputStream()
        .write(
            (answer + "Content-Length: 0\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void reset(Socket client) throws IOException {
    client.setSoLinger(true, 0);
    client.close();
  }

  /** The head of a message as it is sent on: the connection serves this one alone. */
  private static String single(String head) {
    String plain = CONNECTION.matcher(head).replaceAll("");
    return plain.substring(0, plain.length() - 2) + "Connection: close\r\n\r\n";
  }

  private static int length(String head) {
    Matcher matcher = LENGTH.matcher(head);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int last = 0;
    while (last != END_OF_HEAD) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.write(next);
      last = (last << 8) | next;
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(DROP_MILLIS);
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
  }
}
