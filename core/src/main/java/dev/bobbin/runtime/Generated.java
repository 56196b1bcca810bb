package dev.bobbin.runtime;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** On a class that the instrumenter made. */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface Generated {

    /**
     * What it was made for.
     *
     * @return the class of the method whose frame it is, the functional interface it extends, or the interface whose twins it holds
     */
    Class<?> value();
}
