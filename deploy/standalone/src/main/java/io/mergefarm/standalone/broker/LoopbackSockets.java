package io.mergefarm.standalone.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import org.apache.kafka.server.ServerSocketFactory;

/** Server sockets that are bound to loopback ports before the broker asks for them. */
final class LoopbackSockets implements ServerSocketFactory, AutoCloseable {

  private static final int BACKLOG = 64;

  private final ServerSocketChannel broker;
  private final ServerSocketChannel controller;

  private LoopbackSockets(ServerSocketChannel broker, ServerSocketChannel controller) {
    this.broker = broker;
    this.controller = controller;
  }

  /**
   * Binds both sockets.
   *
   * @param brokerPort of the socket for clients; 0: any
   */
  static LoopbackSockets bind(int brokerPort) throws IOException {
    return new LoopbackSockets(bindOne(brokerPort), bindOne(0));
  }

  int brokerPort() {
    return broker.socket().getLocalPort();
  }

  int controllerPort() {
    return controller.socket().getLocalPort();
  }

  @Override
  public ServerSocketChannel openServerSocket(
      String listener, InetSocketAddress address, int backlog, int receiveBuffer)
      throws IOException {
    ServerSocketChannel socket =
        listener.equals(BrokerProperties.CONTROLLER_LISTENER) ? controller : broker;
    socket.configureBlocking(false);
    return socket;
  }

  @Override
  public void close() {
    try (broker;
        controller) {
      // Both are closed, whatever becomes of the other.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ServerSocketChannel bindOne(int port) throws IOException {
    ServerSocketChannel socket = ServerSocketChannel.open();
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    return socket;
  }
}
