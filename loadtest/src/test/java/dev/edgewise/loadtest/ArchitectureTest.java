package dev.edgewise.loadtest;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may know whom. This module sees all the others, so their rules are checked here. */
class ArchitectureTest {

    /** From left to right: a module knows only those before it. */
    private static final List<Module> MODULES = List.of(
            new Module("inference", "dev.edgewise.inference"),
            new Module("model-cache", "dev.edgewise.cache"),
            new Module("routing", "dev.edgewise.routing"),
            new Module("gateway-core", "dev.edgewise.gateway"),
            new Module("loadtest", "dev.edgewise.loadtest"));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.edgewise");

    record Module(String folder, String root) {
        String all() {
            return root + "..";
        }

        DescribedPredicate<JavaClass> classes() {
            return resideInAPackage(all());
        }
    }

    static List<Module> modules() {
        return MODULES;
    }

    @ParameterizedTest
    @MethodSource("modules")
    void noFileHasMoreThanFiveHundredLines(Module module) throws IOException {
        try (var tree = Files.walk(Path.of("..", module.folder(), "src"))) {
            for (Path file :
                    tree.filter(each -> each.toString().endsWith(".java")).toList()) {
                try (var lines = Files.lines(file)) {
                    assertThat(lines.count()).as(file.toString()).isLessThanOrEqualTo(500);
                }
            }
        }
    }

    /** A rule over nothing always holds: so each source file must have come in as a class. */
    @ParameterizedTest
    @MethodSource("modules")
    void everySourceFileOfAModuleIsImported(Module module) throws IOException {
        Path sources = Path.of("..", module.folder(), "src/main/java");
        long files;
        try (var tree = Files.walk(sources)) {
            files = tree.filter(file -> file.toString().endsWith(".java")).count();
        }

        long topLevel = CLASSES.that(module.classes()).stream()
                .filter(JavaClass::isTopLevelClass)
                .count();

        assertThat(files).isPositive();
        assertThat(topLevel).isGreaterThanOrEqualTo(files);
    }

    @Test
    void everyClassLivesUnderTheRootPackageOfItsModule() {
        String[] roots = MODULES.stream().map(Module::all).toArray(String[]::new);

        assertThat(CLASSES.that(DescribedPredicate.not(resideInAnyPackage(roots))))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void aModuleKnowsOnlyThoseToItsLeft(Module module) {
        String[] right = MODULES.stream()
                .skip(MODULES.indexOf(module) + 1L)
                .map(Module::all)
                .toArray(String[]::new);

        check(noClasses().that(module.classes()).should().dependOnClassesThat().resideInAnyPackage(right));
    }

    @Test
    void onnxRuntimeAndDjlStayInOnePackage() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("dev.edgewise.inference.onnx..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ai.onnxruntime..", "ai.djl.."));
    }

    @Test
    void thePipelineKnowsNoHttpServerTypes() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.edgewise.gateway.pipeline..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.vertx.core.http.."));
    }

    @Test
    void loadIsABlackBoxOutsideTheDemo() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.edgewise.loadtest..")
                .and()
                .resideOutsideOfPackage("dev.edgewise.loadtest.demo..")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.edgewise.gateway..")
                        .and(DescribedPredicate.not(resideInAPackage("dev.edgewise.gateway.cli.spi")))));
    }

    /** What a thread of an event loop starts in the ordinary way runs on that loop: only the lanes know what carries what. */
    @Test
    void onlyTheLanesStartVirtualThreads() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.edgewise.gateway.lane..", "dev.edgewise.gateway.cli..", "dev.edgewise.loadtest..")
                .should()
                .callMethod(Thread.class, "ofVirtual")
                .orShould()
                .callMethod(Thread.class, "startVirtualThread", Runnable.class)
                .orShould()
                .callMethod(Executors.class, "newVirtualThreadPerTaskExecutor"));
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("dev.edgewise.(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    /** A package may still be empty; that its module is not, another test proves. */
    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }
}
