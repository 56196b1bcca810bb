// The first build says all twice (instrument and check), the second once, before it fails; the third checks what was compiled.
def log = new File(basedir, 'build.log').readLines()
assert log.findAll { it =~ /^\[(ERROR|WARNING)\] \w+\.java/ } == new File(basedir, 'expected.txt').readLines()
assert log.any { it.contains('Bobbin: 4 classes checked, 3 warnings') }
assert log.any { it.contains('Bobbin has 3 warnings, listed above, and failOnWarning is set. Cure what they name, or put @SuppressSuspensionWarnings where it is meant to be so.') }
assert log.any { it.contains('Bobbin finds these classes not fit to run: 2 errors, listed above.') }
