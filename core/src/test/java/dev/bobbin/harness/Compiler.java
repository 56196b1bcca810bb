package dev.bobbin.harness;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.eclipse.jdt.internal.compiler.tool.EclipseCompiler;

/** Who makes class files of Java source. Each has habits of its own, and other people's builds use either. */
public enum Compiler {
    JAVAC {
        @Override
        public JavaCompiler tool() {
            return ToolProvider.getSystemJavaCompiler();
        }
    },
    /** Eclipse's, which also runs in its IDE and in those editors that have its language server. */
    ECJ {
        @Override
        public JavaCompiler tool() {
            return new EclipseCompiler();
        }
    };

    /** The compiler itself, a new one for each compilation. */
    public abstract JavaCompiler tool();
}
