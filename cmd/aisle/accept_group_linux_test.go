package main

import "syscall"

// group starts a process in a group of its own that ends with this one, even
// when the test is stopped by its time limit and cleans nothing up.
func group() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
