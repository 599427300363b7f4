@echo off
rem SPDX-License-Identifier: Apache-2.0
rem Starts the tools with the Java of NEURAL_SPARSE_JAVA_HOME, of JAVA_HOME or of the PATH, which
rem must be 21 or newer. Options for the JVM go into NEURAL_SPARSE_JAVA_OPTS.
setlocal
set "NS_JAVA=java"
if defined JAVA_HOME set "NS_JAVA=%JAVA_HOME%\bin\java"
if defined NEURAL_SPARSE_JAVA_HOME set "NS_JAVA=%NEURAL_SPARSE_JAVA_HOME%\bin\java"
set "NS_VERSION=0"
for /f "tokens=3" %%v in ('""%NS_JAVA%" -XshowSettings:properties -version 2>&1 | findstr /c:"java.specification.version ="" 2^>nul') do set "NS_VERSION=%%v"
for /f "tokens=1 delims=." %%v in ("%NS_VERSION%") do set "NS_VERSION=%%v"
if %NS_VERSION% lss 21 (
  echo neural-sparse: needs Java 21 or newer, found %NS_VERSION% at "%NS_JAVA%"; set JAVA_HOME to one 1>&2
  exit /b 1
)
set "NS_OPTS="
if %NS_VERSION% geq 23 set "NS_OPTS=--sun-misc-unsafe-memory-access=allow"
"%NS_JAVA%" --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC %NS_OPTS% %NEURAL_SPARSE_JAVA_OPTS% -cp "%~dp0..\lib\*" io.neuralsparse.tools.Main %*
exit /b %ERRORLEVEL%
