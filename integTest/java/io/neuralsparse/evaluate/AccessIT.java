/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.evaluate;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.neuralsparse.tools.bench.Access;
import io.neuralsparse.tools.bench.Engine;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A server behind TLS whose certificate is signed by nobody else; it echoes who asks. */
public final class AccessIT {
  @ClassRule public static final TemporaryFolder temporary = new TemporaryFolder();

  private static final char[] PASSWORD = "secret".toCharArray();

  private static HttpsServer server;
  private static Path certificate;
  private static String url;

  @BeforeClass
  public static void start() throws Exception {
    Path store = temporary.getRoot().toPath().resolve("store.p12");
    certificate = temporary.getRoot().toPath().resolve("ca.pem");
    keytool(
        "-genkeypair",
        "-alias",
        "it",
        "-keyalg",
        "EC",
        "-dname",
        "CN=127.0.0.1",
        "-ext",
        "san=ip:127.0.0.1",
        "-validity",
        "2",
        "-storetype",
        "PKCS12",
        "-keystore",
        store,
        "-storepass",
        new String(PASSWORD));
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        "it",
        "-keystore",
        store,
        "-storepass",
        new String(PASSWORD),
        "-file",
        certificate);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/",
        exchange -> {
          String who = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
          byte[] body = ("{\"who\": \"" + who + "\"}").getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    url = "https://127.0.0.1:" + server.getAddress().getPort();
  }

  private static void keytool(Object... words) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    for (Object word : words) {
      command.add(word.toString());
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(output, 0, process.waitFor());
  }

  @AfterClass
  public static void stop() {
    if (server != null) {
      server.stop(0);
    }
  }

  private static String who(Access access) throws IOException {
    return new Engine(url, access).request("GET", "/", "").get("who").getAsString();
  }

  @Test
  public void theGivenAuthorityIsTrustedAndNoOther() throws IOException {
    assertEquals("null", who(Access.OPEN.trusting(certificate)));
    IOException e = assertThrows(IOException.class, () -> who(Access.OPEN));
    assertTrue(e.getMessage(), e.getMessage().startsWith("no answer from [GET " + url + "/]"));
    assertTrue(e.getMessage(), e.getMessage().contains("PKIX path building failed"));
  }

  @Test
  public void usersAndKeysAreShown() throws IOException {
    Access access = Access.OPEN.trusting(certificate);
    // "me:secret" in base64.
    assertEquals("Basic bWU6c2VjcmV0", who(access.withUser("me", "secret")));
    assertEquals("ApiKey abc", who(access.with("Authorization", "ApiKey abc")));
    assertEquals(
        "Access[Authorization] with certificates", access.withUser("me", "secret").toString());
  }

  @Test
  public void aFileWithoutCertificateIsNamed() throws IOException {
    Path file = temporary.newFile().toPath();
    IOException empty = assertThrows(IOException.class, () -> Access.OPEN.trusting(file));
    assertEquals("[" + file + "] holds no certificate", empty.getMessage());
    Files.writeString(file, "-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----\n");
    IOException broken = assertThrows(IOException.class, () -> Access.OPEN.trusting(file));
    assertTrue(
        broken.getMessage(),
        broken.getMessage().startsWith("[" + file + "] is no certificate in PEM: "));
  }
}
