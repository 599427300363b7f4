/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import ai.djl.ndarray.NDArray;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.opensearch.test.OpenSearchTestCase;

/** The laws that keep the house in order: who may know whom. */
public class ArchitectureTests extends OpenSearchTestCase {
  private static final String ROOT = "io.neuralsparse";

  private static JavaClasses production;

  private static JavaClasses production() {
    if (production == null) {
      production =
          new ClassFileImporter()
              .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
              .importPackages(ROOT);
    }
    return production;
  }

  public void testPackagesHaveNoCycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(production());
  }

  public void testOpenSearchStaysAtTheEdge() {
    noClasses()
        .that()
        .resideInAnyPackage(packages("vector", "model", "token", "graph", "encode", "tools"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.opensearch..", "org.apache.lucene..", "org.apache.logging..")
        .check(production());
  }

  public void testQueriesNeverLeadToANetwork() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".query..")
        .should()
        .transitivelyDependOnClassesThat()
        .resideInAnyPackage(ROOT + ".encode..", ROOT + ".graph..", "ai.onnxruntime..", "ai.onnx..")
        .check(production());
  }

  public void testLuceneSearchIsInTheQueryPackageOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".query..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.lucene.search..")
        .check(production());
  }

  public void testEachNativeLibraryHasOneHome() {
    onlyIn("token", "ai.djl.huggingface..");
    onlyIn("tools.train", "ai.djl..", ROOT + ".token..");
    onlyIn("graph", "ai.onnx..");
    onlyIn("encode", "ai.onnxruntime..");
  }

  /** {@code io.neuralsparse.tools.train.torch.Scaling} says why. */
  public void testNoNumberOnATapeIsInJavasMemory() {
    for (String method : List.of("mul", "div", "pow", "mod", "maximum", "minimum")) {
      noClasses()
          .that()
          .resideInAPackage(ROOT + ".tools.train..")
          .should()
          .callMethod(NDArray.class, method, Number.class)
          .check(production());
    }
  }

  public void testVectorsKnowNothing() {
    classes()
        .that()
        .resideInAPackage(ROOT + ".vector..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", ROOT + ".vector..")
        .check(production());
  }

  public void testPackagesImportOnlyWhatIsBelowThem() {
    above("model", "token", "graph", "encode", "registry", "ingest", "query", "rest", "tools");
    above("token", "graph", "encode", "registry", "ingest", "query", "rest", "tools");
    above("graph", "token", "encode", "registry", "ingest", "query", "rest", "tools");
    above("encode", "registry", "ingest", "query", "rest", "tools");
    above("registry", "ingest", "query", "rest", "tools");
    above("ingest", "query", "rest", "tools");
    above("query", "rest", "tools");
    above("rest", "ingest", "tools");
    above("tools", "registry", "ingest", "query", "rest");
  }

  public void testNothingNeedsTheTools() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".tools..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".tools..")
        .check(production());
  }

  private static void above(String name, String... forbidden) {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "." + name + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages(forbidden))
        .check(production());
  }

  /** Others may be left out, which have a law of their own. */
  private static void onlyIn(String home, String library, String... others) {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "." + home + "..")
        .and()
        .resideOutsideOfPackages(others)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(production());
  }

  private static String[] packages(String... names) {
    String[] packages = new String[names.length];
    for (int i = 0; i < names.length; i++) {
      packages[i] = ROOT + "." + names[i] + "..";
    }
    return packages;
  }
}
