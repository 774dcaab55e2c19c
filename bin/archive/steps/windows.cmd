@echo off
rem Firstpass: @VERB@ for the user who runs this. Needs nothing but this folder, and no administrator.
setlocal
set NODE_OPTIONS=
set NODE_PATH=
"%~dp0runtime\node.exe" "%~dp0app\bin\firstpass.js" @VERB@ %*
set status=%errorlevel%
rem A window that was opened by a double click would close before its words are read.
echo %cmdcmdline% | find /i "%~nx0" >nul && pause
exit /b %status%
