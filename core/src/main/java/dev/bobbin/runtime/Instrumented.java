package dev.bobbin.runtime;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** On a class that was instrumented. */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface Instrumented {

    /**
     * The format in which it was.
     *
     * @return the {@link FrameStack#FORMAT} of the runtime it needs
     */
    int value();
}
