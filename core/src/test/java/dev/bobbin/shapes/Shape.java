package dev.bobbin.shapes;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The rows of the list of shapes that a test stands for. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.SOURCE)
@interface Shape {
    String[] value();
}
