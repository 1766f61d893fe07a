// GoVPP as the measured client: takes the same commands from standard input as
// bench/programs/client.ts, and answers each with a measurement.
//
//	govpp SOCKET
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"slices"
	"syscall"
	"time"

	"github.com/sirupsen/logrus"
	"go.fd.io/govpp"
	"go.fd.io/govpp/api"
	"go.fd.io/govpp/binapi/ip_types"
	"go.fd.io/govpp/binapi/memclnt"
	"go.fd.io/govpp/binapi/sr"
	"go.fd.io/govpp/binapi/sr_types"
	"go.fd.io/govpp/core"
)

type command struct {
	Method string
	Work   struct {
		Kind, Action string
		Count        int
	}
	Window int
}

type measurement struct {
	Messages int   `json:"messages"`
	Refused  int   `json:"refused"`
	Ns       int64 `json:"ns"`
	CPUNs    int64 `json:"cpuNs"`
	P50      int64 `json:"p50,omitempty"`
	P99      int64 `json:"p99,omitempty"`
}

func main() {
	core.SetLogger(quietLogger())
	connection, err := govpp.Connect(os.Args[1])
	must(err)
	defer connection.Disconnect()
	fmt.Println("{}")
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var given command
		must(json.Unmarshal(lines.Bytes(), &given))
		must(json.NewEncoder(os.Stdout).Encode(run(connection, given)))
	}
}

func run(connection *core.Connection, given command) measurement {
	stream, err := connection.NewStream(context.Background(),
		core.WithRequestSize(given.Window), core.WithReplySize(2*given.Window))
	must(err)
	defer stream.Close()
	if given.Work.Action == "dump" {
		return measure(func() measurement { return dump(stream) })
	}
	messages := messagesOf(given)
	if given.Method == "single" {
		return measure(func() measurement { return single(stream, messages) })
	}
	return measure(func() measurement { return pipelined(stream, messages, given.Window) })
}

func measure(work func() measurement) measurement {
	cpu, start := cpuNs(), time.Now()
	taken := work()
	taken.Ns = time.Since(start).Nanoseconds()
	taken.CPUNs = cpuNs() - cpu
	return taken
}

func pipelined(stream api.Stream, messages []api.Message, window int) (taken measurement) {
	sent := 0
	for taken.Messages < len(messages) {
		for ; sent < len(messages) && sent-taken.Messages < window; sent++ {
			must(stream.SendMsg(messages[sent]))
		}
		receive(stream, &taken)
	}
	return
}

func single(stream api.Stream, messages []api.Message) (taken measurement) {
	times := make([]int64, 0, len(messages))
	for _, message := range messages {
		start := time.Now()
		must(stream.SendMsg(message))
		receive(stream, &taken)
		times = append(times, time.Since(start).Nanoseconds())
	}
	slices.Sort(times)
	taken.P50, taken.P99 = times[len(times)/2], times[len(times)*99/100]
	return
}

func dump(stream api.Stream) (taken measurement) {
	must(stream.SendMsg(&sr.SrLocalsidsDump{}))
	must(stream.SendMsg(&memclnt.ControlPing{}))
	for {
		message, err := stream.RecvMsg()
		must(err)
		if _, isEnd := message.(*memclnt.ControlPingReply); isEnd {
			return
		}
		taken.Messages++
	}
}

func receive(stream api.Stream, taken *measurement) {
	message, err := stream.RecvMsg()
	must(err)
	taken.Messages++
	switch reply := message.(type) {
	case *sr.SrLocalsidAddDelReply:
		if reply.Retval < 0 {
			taken.Refused++
		}
	case *sr.SrPolicyAddReply:
		if reply.Retval < 0 {
			taken.Refused++
		}
	case *sr.SrPolicyDelReply:
		if reply.Retval < 0 {
			taken.Refused++
		}
	}
}

// messagesOf returns the same messages as bench/workload.ts.
func messagesOf(given command) []api.Message {
	messages := make([]api.Message, given.Work.Count)
	for at := range messages {
		messages[at] = messageOf(given, at)
	}
	return messages
}

func messageOf(given command, at int) api.Message {
	isDel := given.Work.Action == "delete"
	switch {
	case given.Work.Kind == "localSid":
		return &sr.SrLocalsidAddDel{
			IsDel:     isDel,
			Localsid:  address(0xfd00be00, at),
			Behavior:  sr_types.SR_BEHAVIOR_API_END,
			SwIfIndex: 0xffffffff,
		}
	case given.Work.Kind == "policy" && isDel:
		return &sr.SrPolicyDel{BsidAddr: address(0xcafe00be, at)}
	case given.Work.Kind == "policy":
		sids := sr.Srv6SidList{NumSids: 3, Weight: 1}
		for hop := range 3 {
			sids.Sids[hop] = address(0xfcdd0001+uint32(hop), at)
		}
		return &sr.SrPolicyAdd{BsidAddr: address(0xcafe00be, at), IsEncap: true, Sids: sids}
	default:
		return &memclnt.ControlPing{}
	}
}

func address(first uint32, at int) (bytes ip_types.IP6Address) {
	for i := range 4 {
		bytes[i] = byte(first >> (24 - 8*i))
		bytes[12+i] = byte((at + 1) >> (24 - 8*i))
	}
	return
}

func cpuNs() int64 {
	var usage syscall.Rusage
	must(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return usage.Utime.Nano() + usage.Stime.Nano()
}

func quietLogger() *logrus.Logger {
	logger := logrus.New()
	logger.SetLevel(logrus.ErrorLevel)
	return logger
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
