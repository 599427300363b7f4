/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import io.neuralsparse.model.ModelException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileSystemException;
import java.util.List;

/** Finds the command that is meant, runs it, and says in one line what went wrong. */
final class CommandLine {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int WRONG_USAGE = 2;

  private static final List<Command> COMMANDS =
      List.of(
          new InspectCommand(),
          new EncodeCommand(),
          new ConvertCommand(),
          new BenchCommand(),
          new EvaluateCommand(),
          new ReportCommand(),
          new IdfCommand(),
          new PrepareCommand(),
          new TrainCommand(true),
          new TrainCommand(false),
          new MineCommand(),
          new AblateCommand(),
          new StartCommand(),
          new WeighCommand(),
          new RandomFolderCommand());

  private final Terminal terminal;
  private final String version;

  CommandLine(Terminal terminal, String version) {
    this.terminal = terminal;
    this.version = version;
  }

  /** Runs a command line and returns its exit code. */
  int run(List<String> words) {
    if (words.isEmpty() || isHelp(words.getFirst())) {
      printHelp(words.isEmpty() ? terminal.err() : terminal.out());
      return words.isEmpty() ? WRONG_USAGE : DONE;
    }
    if (words.getFirst().equals("--version")) {
      terminal.out().println("neural-sparse " + version);
      return DONE;
    }
    boolean help = words.getFirst().equals("help") && words.size() == 2;
    String name = help ? words.get(1) : words.getFirst();
    for (Command command : COMMANDS) {
      if (command.name().equals(name)) {
        if (help || isHelp(words.getLast())) {
          terminal.out().print(command.help());
          return DONE;
        }
        return run(command, words.subList(1, words.size()));
      }
    }
    return fail("unknown command [" + name + "]; neural-sparse --help lists them", WRONG_USAGE);
  }

  private int run(Command command, List<String> words) {
    try {
      return command.run(words, terminal);
    } catch (UsageException e) {
      return fail(
          e.getMessage() + "; neural-sparse " + command.name() + " --help shows how", WRONG_USAGE);
    } catch (ModelException e) {
      return fail(e.getMessage(), FAILED);
    } catch (FileSystemException e) {
      return fail(
          "["
              + e.getFile()
              + "] "
              + (e.getReason() == null ? e.getClass().getSimpleName() : e.getReason()),
          FAILED);
    } catch (IOException e) {
      return fail(String.valueOf(e.getMessage()), FAILED);
    } catch (RuntimeException e) {
      e.printStackTrace(terminal.err());
      return fail("a defect of this program: " + e, FAILED);
    }
  }

  private int fail(String message, int code) {
    terminal.err().println("neural-sparse: " + message);
    return code;
  }

  private static boolean isHelp(String word) {
    return word.equals("--help") || word.equals("-h");
  }

  private void printHelp(PrintStream out) {
    out.println("neural-sparse " + version + ": tools for sparse encoders and their folders");
    out.println();
    out.println("  neural-sparse <command> [options]");
    out.println();
    for (Command command : COMMANDS) {
      if (!command.summary().isEmpty()) {
        out.println(
            "  " + command.name() + " ".repeat(10 - command.name().length()) + command.summary());
      }
    }
    out.println();
    out.println("  neural-sparse <command> --help   explains a command, with examples");
    out.println();
    out.println("Exit codes: 0 done, 1 failed, 2 wrongly called.");
  }
}
