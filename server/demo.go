package main

import (
	"context"
	"errors"
)

func demoCommand(context.Context, *call) error { return errors.New("not yet") }
