//go:build unix && !linux

package main

import "syscall"

// group starts a process in a group of its own.
func group() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
