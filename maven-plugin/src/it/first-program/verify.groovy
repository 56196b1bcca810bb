// The README shows these two files and what they print, to the letter.
def readme = new File(basedir, '../../../../README.md').text
assert readme.contains("```xml\n${new File(basedir, 'pom.xml').text}```")
assert readme.contains("```java\n${new File(basedir, 'src/main/java/Hello.java').text}```")

def printed = ['tick 1', 'tock 1', 'tick 2', 'tock 2', 'tick 3', 'tock 3']
def log = new File(basedir, 'build.log').readLines().collect { it.replaceAll(/\u001B\[\d*m/, '') } // Maven resets colours
assert log.findAll { it =~ /^t[io]ck/ } == printed
assert readme.contains(printed.collect { "    $it\n" }.join())
