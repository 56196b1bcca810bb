package dev.bobbin.greenlet;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The rules of greenlets, numbered as in {@code docs/greenlet-rules.md}, that a test stands for. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.SOURCE)
@interface Rule {
    int[] value();
}
